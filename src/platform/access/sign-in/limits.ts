/** Length of passwords in characters; the upper limit keeps one sign-in from costing the server much. */
export const minimumPasswordLength = 12
export const maximumPasswordLength = 128

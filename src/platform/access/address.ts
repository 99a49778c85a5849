/**
 * Header in which the web block tells the client's address: set from the socket (or a trusted proxy) in place of
 * whatever came from outside.
 */
export const addressHeader = 'x-musubi-address'

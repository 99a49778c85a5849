// Directus runs scripts of flows and sandboxed extensions in it, and nothing else; the comparison has neither.
module.exports = {}

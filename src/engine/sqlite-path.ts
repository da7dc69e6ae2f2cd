/** The one file of a SQLite image. */
export const sqlitePath = 'database.sqlite'

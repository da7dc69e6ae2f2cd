/** The files of PostgreSQL as the build made them, see pgdata.ts; gzip. */
declare module 'virtual:postgres-files' {
  interface BuiltFile {
    /** relative to the page or absolute */
    readonly url: string
    /** to be downloaded */
    readonly bytes: number
  }
  export const wasm: BuiltFile
  export const share: BuiltFile
  export const base: BuiltFile
}

declare module 'subset-font' {
  interface Options {
    readonly targetFormat: 'sfnt' | 'woff2'
    readonly keepFeatures?: readonly string[]
    readonly variationAxes?: Readonly<Record<string, number | { readonly min: number; readonly max: number }>>
    readonly noHinting?: boolean
    readonly dropTables?: readonly string[]
  }
  /** A font with only the characters of `text`. Rejects for a font it cannot read or an axis it does not have. */
  export default function subsetFont(font: Buffer, text: string, options: Options): Promise<Buffer>
}

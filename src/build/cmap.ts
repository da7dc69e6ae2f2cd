/**
 * The characters of the Basic Multilingual Plane that a font has a glyph for.
 * @param sfnt a TrueType or OpenType font, unpacked
 * @throws when the font has no Unicode table of format 4 (every font of a browser has one; OpenType spec, `cmap`)
 */
export function charactersOf(sfnt: Buffer): Set<string> {
  const table = cmapTable(sfnt)
  const found = new Set<string>()
  const segments = sfnt.readUInt16BE(table + 6) / 2
  const ends = table + 14
  const starts = ends + segments * 2 + 2
  for (let i = 0; i < segments; i++) {
    const end = sfnt.readUInt16BE(ends + i * 2)
    const start = sfnt.readUInt16BE(starts + i * 2)
    const delta = sfnt.readUInt16BE(starts + (segments + i) * 2)
    const offsetAt = starts + (2 * segments + i) * 2
    const offset = sfnt.readUInt16BE(offsetAt)
    for (let code = start; code <= end && code !== 0xffff; code++) {
      // the offset counts from its own place in the file to the entry of the segment's first character
      const listed = offset === 0 ? code : sfnt.readUInt16BE(offsetAt + offset + (code - start) * 2)
      if (listed !== 0 && (listed + delta) % 0x10000 !== 0) found.add(String.fromCharCode(code))
    }
  }
  return found
}

function cmapTable(sfnt: Buffer): number {
  const cmap = tableOffset(sfnt, 'cmap')
  for (let i = 0; i < sfnt.readUInt16BE(cmap + 2); i++) {
    const at = cmap + sfnt.readUInt32BE(cmap + 4 + i * 8 + 4)
    if (sfnt.readUInt16BE(at) === 4) return at
  }
  throw new Error('The font has no cmap table of format 4')
}

function tableOffset(sfnt: Buffer, tag: string): number {
  for (let i = 0; i < sfnt.readUInt16BE(4); i++) {
    const record = 12 + i * 16
    if (sfnt.toString('latin1', record, record + 4) === tag) return sfnt.readUInt32BE(record + 8)
  }
  throw new Error(`The font has no ${tag} table`)
}

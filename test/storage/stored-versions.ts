/**
 * What each published version of the page has left in browsers, row by row, written down by hand. A version is never
 * changed here once it was published; a newer one goes at the end, beside its entry in `migrations.ts`.
 */
const hash = (name: string): string => name.padEnd(64, '0')

export interface StoredVersion {
  readonly version: number
  /** object stores with their key paths */
  readonly stores: Readonly<Record<string, string | readonly string[]>>
  readonly rows: Readonly<Record<string, readonly object[]>>
}

export const storedVersions: readonly StoredVersion[] = [
  {
    version: 1,
    stores: {
      databases: 'id',
      generations: ['database', 'number'],
      points: ['database', 'number'],
      chunks: 'hash',
      records: 'key',
      history: 'id',
    },
    rows: {
      databases: [
        {
          id: 'shop',
          name: 'Shop',
          dialect: 'sqlite',
          sample: 'sales',
          base: null,
          createdAt: 1_795_300_000_000,
          changedAt: 1_795_300_001_000,
          bytes: 0,
          generation: 0,
          epoch: 4,
          deletedAt: null,
        },
        {
          id: 'old',
          name: 'Old',
          dialect: 'postgres',
          sample: null,
          base: 'pg 18.6',
          createdAt: 1_795_200_000_000,
          changedAt: 1_795_200_000_000,
          bytes: 0,
          generation: 0,
          epoch: 0,
          deletedAt: 1_795_200_000_001,
        },
      ],
      chunks: [{ hash: hash('a'), bytes: new Uint8Array([1, 2, 3]) }],
      records: [
        { key: 'theme', json: '"dark"', parts: 1 },
        { key: 'draft', json: '"select', parts: 2 },
        { key: 'draft\u00001', json: ' 1"', parts: 0 },
      ],
      history: [
        {
          id: '0001795300000000-000001-0a0b0c0d',
          sql: 'select 1',
          dialect: 'sqlite',
          database: 'Shop',
          at: 1_795_300_000_000,
          ms: 0.4,
          rows: 1,
          error: null,
        },
      ],
    },
  },
]

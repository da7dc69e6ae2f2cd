import { describe, expect, it } from 'vitest'
import { dialects } from '../../src/sql/dialect'
import { functionWords } from '../../src/sql/words'
import { postgres, sqlite } from './engines'

describe('the functions to complete', () => {
  it.each(dialects)('are each there once, with their arguments (%s)', (dialect) => {
    const names = functionWords[dialect].map((word) => word.name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, args } of functionWords[dialect]) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
      expect(args).toMatch(/^\(.*\)/)
    }
  })

  it('are known to SQLite', () => {
    const { rows } = sqlite().run(
      `SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list`,
    ) as {
      rows: string[][]
    }
    const known = new Set(rows.flat())
    const own = sqlite()
    for (const { name } of functionWords.sqlite) {
      const table = own.run(`SELECT * FROM ${name}('{}')`).message === undefined
      expect(known.has(name) || table, name).toBe(true)
    }
  })

  it('are known to PostgreSQL', async () => {
    const { rows } = (await (await postgres()).run('SELECT DISTINCT proname FROM pg_proc')) as {
      rows: string[][]
    }
    const known = new Set(rows.flat())
    // these are grammar, not rows of pg_proc
    for (const grammar of ['coalesce', 'nullif', 'greatest', 'least', 'trim']) known.add(grammar)
    for (const { name } of functionWords.postgres) expect(known.has(name), name).toBe(true)
  })

  const everyday = {
    sqlite:
      'date strftime group_concat string_agg json_extract json_each substring iif ifnull instr total row_number',
    postgres:
      'date_trunc generate_series string_agg array_agg json_agg jsonb_agg jsonb_build_object jsonb_array_elements ' +
      'jsonb_array_elements_text jsonb_object_keys jsonb_each_text jsonb_object_agg row_to_json position substring ' +
      'char_length regexp_match regexp_split_to_array cardinality to_char to_date age now make_date stddev_samp corr',
  }
  it.each(dialects)('hold those of everyday SQL (%s)', (dialect) => {
    const names = new Set(functionWords[dialect].map((word) => word.name))
    expect(everyday[dialect].split(' ').filter((name) => !names.has(name))).toEqual([])
  })
})

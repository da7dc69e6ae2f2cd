import type { ResultFormat, TextFormat } from './format'
import { csv, tsv } from './format-csv'
import { html } from './format-html'
import { insert } from './format-insert'
import { json, ndjson } from './format-json'
import { markdown } from './format-markdown'
import { parquet } from './format-parquet'
import { xlsx } from './format-xlsx'

/** Those that can go onto the clipboard, too. */
export const textFormats: readonly TextFormat[] = [csv, json, markdown, tsv, ndjson, html, insert]

/** Every format a result can be taken away in, in the order a menu shows them. Load this file lazily. */
export const formats: readonly ResultFormat[] = [...textFormats, xlsx, parquet]

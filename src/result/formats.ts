import type { ResultFormat } from './format'
import { csv, tsv } from './format-csv'
import { html } from './format-html'
import { insert } from './format-insert'
import { json, ndjson } from './format-json'
import { markdown } from './format-markdown'

/** Every format a result can be taken away in, in the order a menu shows them. Load this file lazily. */
export const formats: readonly ResultFormat[] = [csv, json, markdown, tsv, ndjson, html, insert]

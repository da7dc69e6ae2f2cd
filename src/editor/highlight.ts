import { StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tagHighlighter, tags } from '@lezer/highlight'
import type { Dialect } from '../sql/dialect'
import { Tokens } from '../sql/tokens'
import { vocabulary } from './vocabulary'

interface LineState {
  /** what opens the comment, string or name that earlier lines left open: `/*`, `'`, `$body$` …; '' when none is */
  open: string
  /** the last word in capitals, or the last mark */
  last: string
}

/** After these a name with `(` behind it is a table, a view, a query or an alias, not a function. */
const namesFollow = new Set(
  'INTO TABLE VIEW INDEX ON REFERENCES WITH RECURSIVE EXISTS AS KEY CONSTRAINT COPY TRIGGER FUNCTION PROCEDURE TYPE'.split(
    ' ',
  ),
)
/** Keywords that have a `(` behind them; any other word right before one is called. */
const notCalled = new Set(
  (
    'ALL ALWAYS AND ANY ARRAY AS BETWEEN BY CASE CHECK CUBE DEFAULT DISTINCT ELSE EXCEPT EXISTS FILTER FROM HAVING IN ' +
    'INTERSECT INTO IS JOIN KEY LATERAL LIKE LIMIT NOT OFFSET ON OR OVER PARTITION RETURNING ROLLUP ROW SELECT SET ' +
    'SETS SOME TABLE THEN UNION UNIQUE USING VALUES WHEN WHERE WITH WITHIN'
  ).split(' '),
)
/** Functions that stand without parentheses, in both dialects. */
const bare = new Set(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER SESSION_USER LOCALTIME LOCALTIMESTAMP'.split(' '),
)

/** Reads a line with the rules of the splitter, so that colours and statements never disagree. */
function reader(dialect: Dialect) {
  const { keywords, types } = vocabulary[dialect]
  let tokens = new Tokens('', dialect)

  function word(state: LineState, line: string, { from, to, keyword }: Tokens): string {
    if (keyword === 'NULL') return 'null'
    if (keyword === 'TRUE' || keyword === 'FALSE') return 'bool'
    const called = line[to] === '(' && !notCalled.has(keyword) && !namesFollow.has(state.last)
    if (bare.has(keyword)) return 'variableName.function'
    if (line[from - 1] === '.') return called ? 'variableName.function' : 'variableName'
    if (types.has(keyword)) return 'typeName'
    if (called) return 'variableName.function'
    return keywords.has(keyword) ? 'keyword' : 'variableName'
  }

  return (stream: StringStream, state: LineState): string | null => {
    const line = stream.string
    if (state.open !== '') return goOn(stream, state, dialect)
    if (tokens.text !== line) tokens = new Tokens(line, dialect)
    tokens.to = stream.pos
    const kind = tokens.next()
    stream.pos = tokens.to
    if (tokens.open) state.open = opening(tokens.value, dialect)
    if (kind === 'blank') return null
    if (kind === 'comment') return 'comment'
    const style = kind === 'word' ? word(state, line, tokens) : null
    state.last = kind === 'mark' ? tokens.value : tokens.keyword
    if (kind === 'word') return style
    if (kind === 'mark') return /[<>=!|+\-*/%~^&#@?]/.test(tokens.value) ? 'operator' : null
    return kind === 'name' || kind === 'parameter' ? 'variableName' : kind
  }
}

/** How the text that is open at the end of a line would have to begin in the next, for the same tokens to come out. */
function opening(text: string, dialect: Dialect): string {
  if (text.startsWith('/*')) {
    if (dialect === 'sqlite') return '/*'
    let depth = 0
    for (const [mark] of text.matchAll(/\/\*|\*\//g)) depth += mark === '/*' ? 1 : -1
    return '/*'.repeat(Math.max(depth, 1))
  }
  return /^(\$[^$]*\$|E'|["'`[])/i.exec(text)?.[0] ?? "'" // U&'…' and the like go on as '…'
}

function goOn(stream: StringStream, state: LineState, dialect: Dialect): string {
  const { open } = state
  const tokens = new Tokens(open + stream.string, dialect)
  tokens.next()
  stream.pos = tokens.to - open.length
  state.open = tokens.open ? opening(tokens.value, dialect) : ''
  return tokens.kind === 'name' ? 'variableName' : tokens.kind
}

function language(dialect: Dialect): StreamLanguage<LineState> {
  return StreamLanguage.define<LineState>({
    name: dialect,
    startState: () => ({ open: '', last: '' }),
    copyState: ({ open, last }) => ({ open, last }),
    token: reader(dialect),
    languageData: {
      commentTokens: { line: '--', block: { open: '/*', close: '*/' } },
      closeBrackets: { brackets: ['(', '[', "'", '"'] },
    },
  })
}
const languages: Record<Dialect, StreamLanguage<LineState>> = {
  sqlite: language('sqlite'),
  postgres: language('postgres'),
}

const colours = tagHighlighter([
  { tag: tags.keyword, class: 'sql-keyword' },
  { tag: [tags.number, tags.null, tags.bool], class: 'sql-number' },
  { tag: tags.string, class: 'sql-string' },
  { tag: tags.comment, class: 'sql-comment' },
  { tag: tags.operator, class: 'sql-operator' },
  { tag: [tags.typeName, tags.function(tags.variableName)], class: 'sql-function' },
])

/** Colours for one dialect, for what is in view; how they look is in editor.css. */
export function highlighting(dialect: Dialect): Extension {
  return [languages[dialect], syntaxHighlighting(colours)]
}

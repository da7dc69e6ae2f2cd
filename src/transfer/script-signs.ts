/** How the beginning of an SQL script differs from that of a table of values, whose header can begin with Start or Select too. */
import type { Dialect } from '../sql/dialect'
import { delimiters, sample } from './csv'

/** What a text's beginning has of a script and of a table. */
interface Signs {
  /** its first word is a verb of SQL, or it begins with comments */
  readonly begins: boolean
  /** its first statement has the grammar of SQL, not only a verb */
  readonly grammar: boolean
  /** nothing but comments */
  readonly comments: boolean
  /** a line ends with `;`, and it is not that `;` stands between fields */
  readonly ended: boolean
  /** it falls into columns: two or more, the same number in each of two or more lines */
  readonly even: boolean
}

/** `cut`: the text goes on. */
export function signsOf(text: string, cut: boolean): Signs {
  const code = text.replace(blanks, '')
  const commented = /^(--|\/\*)/.test(text)
  return {
    begins: verb.test(code) || command.test(code) || commented,
    grammar: hasGrammar(code),
    comments: commented && code === '',
    ended: !manyIn(code) && /;[ \t]*(--[^\n]*|\/\*[^\n]*\*\/[ \t]*)?(\r|\n|$)/.test(code),
    even: isEven(cut ? text : `${text}\n`),
  }
}

/** Comments, blanks and `;` before the first statement; a comment may be cut. */
const blanks = /^(?:--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|\s+|;|#[^\n]*\n)+/

const verb =
  /^(?:abort|alter|analy[sz]e|attach|begin|call|checkpoint|close|cluster|comment|commit|copy|create|deallocate|declare|delete|delimiter|describe|detach|discard|do|drop|end|execute|explain|fetch|go|grant|import|insert|listen|load|lock|merge|notify|optimize|pragma|prepare|reassign|refresh|reindex|release|rename|replace|reset|revoke|rollback|savepoint|security|select|set|show|start|table|truncate|unlisten|unlock|update|use|vacuum|values|with)(?:[\s;(]|$)/i

/** Lines for psql and for the sqlite3 shell. PostgreSQL's `\N` and `.5` begin rows. */
const command =
  /^(?:\\(?:![^\n]*|cd?|connect|conninfo|copy|d\w*\+?|echo|elif|else|encoding|endif|errverbose|gset|i|if|include|include_relative|ir|l|o|out|password|prompt|pset|q|qecho|r|reset|restrict|set|setenv|t|timing|unrestrict|unset|warn|x)|\.(?:backup|bail|cd|changes|clone|databases|dbconfig|dump|echo|eqp|excel|exit|explain|headers?|help|import|indexes|indices|limit|lint|load|log|mode|nullvalue|once|open|output|param(?:eter)?|print|progress|prompt|quit|read|restore|save|schema|separator|session|shell|show|stats|system|tables|timeout|timer|trace|width))(?:[ \t;]|\r?\n|$)/

const name = String.raw`(?:if\s+(?:not\s+)?exists\s+)?["\`\[]?[^\s,;|"\`\[\]()]+["\`\]]?`
const made = `(?:(?:or\\s+replace|temp|temporary|unlogged|global|local|unique|virtual|materialized|recursive|constraint|external|definer\\s*=\\s*\\S+)\\s+)*`

/** Beginnings of statements that no header has. */
const grammar = new RegExp(
  '^(?:' +
    [
      `create\\s+${made}(?:table|view|index|trigger|function|procedure|type|domain|aggregate)\\s+${name}(?:\\s+on\\b|\\s+as\\b|\\s+using\\b|\\s+(?:before|after|instead)\\b|\\s*\\()`,
      `(?:insert|replace|merge)\\s+(?:or\\s+\\w+\\s+|ignore\\s+|delayed\\s+|low_priority\\s+)?into\\s+${name}\\s*(?:\\(|(?:values?|select|default|set|using|as|with)\\b)`,
      `update\\s+(?:only\\s+)?${name}\\s+(?:as\\s+)?(?:\\w+\\s+)?set\\s+\\S+\\s*=`,
      `delete\\s+from\\s+(?:only\\s+)?${name}\\s+(?:where|using)\\b`,
      `alter\\s+table\\s+(?:only\\s+)?${name}\\s+(?:add|drop|alter|rename|modify|change|owner|set|enable|disable|attach|engine)\\s`,
      `with\\s+(?:recursive\\s+)?${name}\\s*(?:\\([^)]*\\)\\s*)?as\\s+(?:not\\s+)?(?:materialized\\s*)?\\(`,
      `copy\\s+${name}\\s*(?:\\([^)]*\\)\\s*)?(?:from|to)\\s+(?:stdin|stdout|program|')`,
      'select\\s+(?:\\*|distinct\\s)',
      // a header has no clause below it: `Select date,Days from start`
      'select\\s[^;\\n]*\\sfrom\\s+["`\\[(]?\\w[^;|\\n]*?(?:;|\\s*$|\\n\\s*(?:where|join|left|right|inner|full|cross|natural|group|order|having|limit|union|intersect|except|window|offset|fetch)\\b)',
      'select\\s[^;]*\\n[ \\t]*from\\s+["`\\[(]?\\w',
      'set\\s+(?:session\\s+|local\\s+|global\\s+)?[\\w.@]+\\s*(?:=|:=)',
      'pragma\\s+\\w+(?:\\.\\w+)?\\s*[=(]',
      `drop\\s+(?:materialized\\s+)?(?:table|view|index|trigger|function|schema|type)\\s+${name}(?:\\s+cascade)?\\s*;(?:\\s|$)`,
      "values\\s*\\([^)]*?[',]",
      'do\\s+(?:language\\s+\\w+\\s+)?\\$\\w*\\$',
      'delimiter\\s+(?:\\$\\$|\\/\\/|;;|\\|)',
    ].join('|') +
    ')',
  'i',
)

/** Statements before the one that tells, on its line. */
const opening =
  /^(?:(?:begin|start)(?:\s+(?:transaction|work|immediate|deferred|exclusive))*\s*;\s*|attach\s+(?:database\s+)?'[^;]*;\s*)+/i
const explain = /^explain\s+(?:\([^)]*\)\s*|analyze\s+|verbose\s+|query\s+plan\s+)*/i

/** Whose shell reads the line that the text begins with. */
export function shellOf(text: string): Dialect | null {
  const code = text.replace(blanks, '')
  return !command.test(code) ? null : code.startsWith('.') ? 'sqlite' : 'postgres'
}

function hasGrammar(code: string): boolean {
  if (command.test(code)) return true
  const statement = code.replace(opening, '').replace(explain, '')
  if (grammar.test(statement)) return true
  // a line that is one statement; a header of semicolons has others
  return verb.test(code) && /^[^;]*;\s*(?:--.*)?$/.test(firstLine(code))
}

/** The first line, its texts in quotes left out. */
const firstLine = (code: string) => code.replace(/'(?:[^']|'')*'/g, "''").split(/\r?\n/, 1)[0] ?? ''

/** A `;` inside of the first line, as a header has them. */
const manyIn = (code: string) => /;\s*[^\s-]/.test(firstLine(code))

function isEven(text: string): boolean {
  return delimiters.some(({ value }) => {
    const records = sample(text, value, 10)
    // every line of a script can end with `;`, and of a table with one delimiter too many
    const open = records.every(({ fields }) => fields.at(-1)?.trim() === '') ? 1 : 0
    const width = (records[0]?.fields.length ?? 0) - open
    return width > 1 && records.length > 1 && records.every(({ fields }) => fields.length === width + open)
  })
}

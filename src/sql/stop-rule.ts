import type { Advice, Rule } from './advice'
import { stoppedAt } from './foreign-rule'
import type { Reading } from './reading'

/** A rule that is asked at each piece at which the engine may have stopped; behind the last at the end of the text. */
export function atStop(find: (sql: Reading, index: number) => Advice | null): Rule {
  return {
    guess: true,
    find(sql, complaint) {
      const near = stoppedAt(complaint)
      const ended = /at end of input$|^incomplete input$/.test(complaint?.message ?? '')
      const stops = sql.pieces.flatMap(({ text }, i) => (text === near ? [i] : []))
      for (const index of ended ? [sql.pieces.length] : stops) {
        const found = find(sql, index)
        if (found !== null) return found
      }
      return null
    },
  }
}

/** The advice that puts a text behind the piece at `index`. */
export function insert(sql: Reading, index: number, text: string, title: string, why: string): Advice {
  const place = sql.span(index)
  return { title, why, ...place, fix: { ...place, text: `${sql.slice(place)}${text}` } }
}

/** `sale_date > 2024-01-31`: without quotes a date is a subtraction. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'

export function bareDate(sql: Reading, complaint: Complaint | null): Advice | null {
  if (
    complaint !== null &&
    !/operator does not exist: (date|timestamp)|is of type (date|timestamp)|_is_timestamp$/.test(
      complaint.message,
    )
  )
    return null
  const at = sql.pieces.findIndex(({ text, kind, to }, i) => {
    const [dash, month, dash2, day] = [1, 2, 3, 4].map((n) => sql.pieces[i + n])
    const close =
      dash?.from === to && month?.from === dash.to && dash2?.from === month.to && day?.from === dash2.to
    const [m, d] = [Number(month?.text), Number(day?.text)]
    return (
      kind === 'number' &&
      /^[12]\d{3}$/.test(text) &&
      close &&
      dash.text === '-' &&
      dash2.text === '-' &&
      /^\d\d?$/.test(month.text) &&
      m >= 1 &&
      m <= 12 &&
      /^\d\d?$/.test(day.text) &&
      d >= 1 &&
      d <= 31
    )
  })
  const [year, , month, , day] = sql.pieces.slice(at, at + 5)
  if (at < 0 || year === undefined || month === undefined || day === undefined) return null
  const place = sql.span(at, 5)
  const result = Number(year.text) - Number(month.text) - Number(day.text)
  return {
    title: `\`${sql.slice(place)}\` is a subtraction: ${result}. A date stands in single quotes.`,
    why: "Texts and dates stand between `'` and `'`; numbers stand as they are.",
    ...place,
    fix: { ...place, text: `'${year.text}-${month.text.padStart(2, '0')}-${day.text.padStart(2, '0')}'` },
  }
}

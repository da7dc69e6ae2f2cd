const day = 86_400_000

/**
 * A timestamp as both engines write it, `YYYY-MM-DD HH:MM:SS` in UTC, which is the time zone of both engines'
 * `CURRENT_DATE` in the browser.
 * @param today any moment of the day counted from; only its UTC date matters
 * @param daysAgo whole days before today, 0 or more
 * @param time `HH:MM` or `HH:MM:SS`
 */
export function timestamp(today: Date, daysAgo: number, time: string): string {
  const date = new Date(startOfDay(today).getTime() - daysAgo * day).toISOString().slice(0, 10)
  return `${date} ${time.length === 5 ? `${time}:00` : time}`
}

/** UTC midnight at which the day of `moment` began. */
export function startOfDay(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / day) * day)
}

/** Where this visitor's course goes on, for pages outside of the course. */
import { outline } from 'virtual:course'
import { pageStorage } from '../storage/page-storage'
import { onward, type Onward } from './continue'
import { Progress } from './progress.svelte'

/** Null before the first step was opened, and when every step is done. */
export async function goingOn(): Promise<Onward | null> {
  const progress = new Progress(pageStorage().records)
  await progress.ready
  const next = onward(outline, progress.done, progress.last)
  return next?.begun === true ? next : null
}

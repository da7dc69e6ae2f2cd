/** A lesson opened in the browser, and a learner who only has a keyboard. */
import { expect } from 'vitest'
import { page, userEvent, type Locator } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import LessonPage from '../../src/course/LessonPage.svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'

/** Opens a step of the lesson on LEFT JOIN and follows its links, as the page's router does. */
export async function openStep(step: string, lesson = 'left-join') {
  location.hash = ''
  const view = await render(LessonPage, { chapter: 'sql', lesson, step })
  const follow = () => {
    const [, , chapter, name, id] = location.hash.split('/')
    if (chapter && name) void view.rerender({ chapter, lesson: name, step: id ?? '' })
  }
  addEventListener('hashchange', follow)
  return {
    ...view,
    close: async () => {
      removeEventListener('hashchange', follow)
      await view.unmount()
    },
  }
}

export const verdict = page.getByRole('status', { name: 'Verdict' })
export const editor = page.getByRole('textbox', { name: 'SQL editor' })
export const button = (name: string) => page.getByRole('button', { name, exact: true })

/** Presses Tab until the element has the focus; out of an editor with Escape before it. */
export async function tabTo(target: Locator): Promise<void> {
  await expect.element(target).toBeVisible()
  for (let presses = 0; presses < 60; presses++) {
    if (document.activeElement === target.element()) return
    if (document.activeElement?.closest('.cm-editor')) await userEvent.keyboard('{Escape}{Escape}')
    await userEvent.keyboard('{Tab}')
  }
  throw new Error('Tab never leads there')
}

/** Replaces the text of the editor by typing. */
export async function write(sql: string): Promise<void> {
  await tabTo(editor)
  await userEvent.keyboard('{Control>}a{/Control}{Delete}')
  const line = sql.replace(/\s*\n\s*/g, ' ')
  // what the keyboard helper reads as keys is doubled
  await userEvent.keyboard(line.replace(/[{[]/g, '$&$&'))
  await expect.poll(() => editor.element().textContent.replace(/\s+/g, ' ')).toContain(line.slice(-12).trim())
}

export async function press(name: string): Promise<void> {
  await tabTo(button(name))
  await userEvent.keyboard('{Enter}')
}

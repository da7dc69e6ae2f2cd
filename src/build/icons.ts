/**
 * Lucide's icons as plain SVG. Its own component builds each icon from data when the page runs, for which every visit
 * would load 4 KB; here that is done once, while the site is built.
 */
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>]

export function icons(): Plugin {
  return {
    name: 'tandem-icons',
    enforce: 'pre',
    load: (id) =>
      /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/.test(id) ? plainIcon(readFileSync(id, 'utf8')) : null,
  }
}

/** A component that shows what one of Lucide's components would, taking `class` alone. Throws when Lucide writes them anew. */
export function plainIcon(source: string): string {
  const data = /const iconData = (\{.*\});/.exec(source)?.[1]
  if (data === undefined) throw new Error('A Lucide icon does not look as expected')
  const { node } = JSON.parse(data) as { readonly node: readonly Shape[] }
  const attributes = (pairs: Readonly<Record<string, string>>) =>
    Object.entries(pairs)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('')
  const shapes = node.map(([tag, pairs]) => `<${tag}${attributes(pairs)} />`).join('')
  const frame =
    'viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
  return `<script>const { class: name = '' } = $props()</script><svg class={name} ${frame}>${shapes}</svg>`
}

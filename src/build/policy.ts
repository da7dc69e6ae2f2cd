/** The content policy of the built page, as a meta tag, since a static host may set no headers. */
import type { Plugin } from 'vite'
import { styleNonce } from '../editor/nonce.ts'

/** The Trusted Types policies that exist: Svelte's for its own templates, and Tandem's for the address of a worker (`engine/worker-start.ts`). */
export const trustedTypes: readonly string[] = ['svelte-trusted-html', 'tandem']

/** The nonce is for the style elements that CodeMirror makes. It is known to everyone, so it must never be in script-src. */
const directives = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  'worker-src blob:',
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  `style-src 'self' 'nonce-${styleNonce}'`,
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${trustedTypes.join(' ')}`,
]

/** The whole policy. A worker inherits it only when it is started from a `blob:` address. */
export const contentPolicy = directives.join('; ')

/** In a build only: Vite's own client in development needs inline styles and a WebSocket. */
export function policy(): Plugin {
  return {
    name: 'tandem-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const refused = refusedByPolicy(html)
        if (refused.length > 0)
          throw new Error(`The content policy refuses this in index.html:\n${refused.join('\n')}`)
        return withPolicy(html)
      },
    },
  }
}

/** The page with the policy right after its charset, so that nothing that it governs comes first. */
export function withPolicy(html: string): string {
  const charset = /<meta charset="utf-8"\s*\/?>/i
  if (!charset.test(html)) throw new Error('index.html has no <meta charset="utf-8">')
  const meta = `<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">`
  return html.replace(charset, (tag) => `${tag}\n    ${meta}`)
}

/** The tags of a page that the policy keeps from working: inline scripts, styles and handlers, foreign addresses. */
export function refusedByPolicy(html: string): string[] {
  const tags = html.replace(/<!--[^]*?-->/g, '').match(/<[a-z][^>]*>/gi) ?? []
  return tags.filter(
    (tag) =>
      (/^<script\b/i.test(tag) && !/\ssrc=/i.test(tag)) ||
      /^<(style|base|iframe|object|embed)\b/i.test(tag) ||
      /\s(style|on[a-z]+)=/i.test(tag) ||
      (/^<(script|link|img)\b/i.test(tag) && /\s(src|href)=["']?(https?:)?\/\//i.test(tag)) ||
      (/^<(script|link)\b/i.test(tag) && /\s(src|href)=["']?data:/i.test(tag)),
  )
}

import { describe, expect, test } from 'vitest'
import { contentPolicy, refusedByPolicy, withPolicy } from '../../src/build/policy'

describe('the content policy', () => {
  test('allows no inline script, no eval and no other host', () => {
    expect(contentPolicy).not.toContain("'unsafe-inline'")
    expect(contentPolicy).not.toContain("'unsafe-eval'")
    expect(contentPolicy).not.toMatch(/https?:|\*/)
    expect(contentPolicy.split('; ')[0]).toBe("default-src 'none'")
    // the nonce is known to everyone: it may open styles, never scripts
    expect(contentPolicy.split('; ').filter((directive) => directive.includes('nonce'))).toEqual([
      "style-src 'self' 'nonce-tandem-styles'",
    ])
  })

  test('stands before everything that it governs', () => {
    const html = withPolicy(
      '<html><head><meta charset="utf-8" /><script src="./a.js"></script></head></html>',
    )
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'))
    expect(html.indexOf('charset')).toBeLessThan(html.indexOf('Content-Security-Policy'))
    expect(() => withPolicy('<html></html>')).toThrow('charset')
  })
})

describe('a built page', () => {
  test.each([
    '<script>go()</script>',
    '<script type="module">import "./a.js"</script>',
    '<style>p { color: red }</style>',
    '<p style="color: red">',
    '<body onload="go()">',
    '<base href="/x/">',
    '<script src="https://cdn.example/a.js"></script>',
    '<link rel="stylesheet" href="//cdn.example/a.css">',
    '<script src="data:text/javascript,go()"></script>',
    '<iframe src="./a.html"></iframe>',
  ])('with %s is refused', (html) => {
    expect(refusedByPolicy(`<head>${html}</head>`)).toHaveLength(1)
  })
  test.each([
    '<script type="module" crossorigin src="./assets/a.js"></script>',
    '<link rel="stylesheet" crossorigin href="./assets/a.css">',
    '<link rel="modulepreload" crossorigin href="./assets/a.js">',
    '<!-- <script>go()</script> -->',
    '<p class="style">style=none</p>',
    '<a href="https://example.org/">elsewhere</a>',
  ])('with %s passes', (html) => {
    expect(refusedByPolicy(`<head>${html}</head>`)).toEqual([])
  })
})

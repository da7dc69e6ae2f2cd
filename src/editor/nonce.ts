/** What the page's content policy has to allow as `'nonce-tandem-styles'` in style-src, and only there: CodeMirror writes `<style>` elements. */
export const styleNonce = 'tandem-styles'

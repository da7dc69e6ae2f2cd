import { mount } from 'svelte'
import App from './App.svelte'
import { prefetch } from './engine/lives'
import { framed } from './frame'
import { readKept } from './playground/kept'
import 'virtual:fonts.css'
import './look/tokens.css'
import './look/base.css'
import './look/parts.css'

// the engine and what was kept are on their way while the editor arrives
if (location.hash.startsWith('#/play') && !framed) {
  prefetch('sqlite')
  readKept()
}

mount(App, { target: document.body })

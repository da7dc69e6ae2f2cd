import { mount } from 'svelte'
import App from './App.svelte'
import { prefetch } from './engine/lives'
import { framed } from './frame'
import { pageStorage } from './storage/page-storage'
import 'virtual:fonts.css'
import './look/tokens.css'
import './look/base.css'
import './look/parts.css'

// the engine and what was kept are on their way while the editor arrives
if (location.hash.startsWith('#/play') && !framed) {
  prefetch('sqlite')
  pageStorage()
}

mount(App, { target: document.body })

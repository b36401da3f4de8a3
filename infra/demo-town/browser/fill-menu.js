import { renderMenu } from './render-menu.js'

const menu = document.querySelector('main')
const response = await fetch(menu.dataset.source)
if (response.ok) {
  menu.innerHTML = renderMenu(await response.json())
  menu.dataset.menu = 'ready'
} else {
  menu.textContent = `The menu could not be loaded: the town answered ${response.status}.`
  menu.dataset.menu = 'failed'
}

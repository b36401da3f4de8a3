/** The style sheet of every page. It is inline, so that a page is one request. */
export const townStyle = `
:root { color-scheme: light dark; --ink: light-dark(#22302c, #e4ece8); --quiet: light-dark(#66746f, #93a39d);
  --ground: light-dark(#f7f5ef, #161b19); --card: light-dark(#fff, #1f2624); --line: light-dark(#e0dccf, #333d39);
  --open: light-dark(#1c7c54, #62c79a); --shut: light-dark(#a63d2f, #e58a7c) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 0 1.25rem 3rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: 1rem 0;
  border-bottom: 1px solid var(--line); color: var(--quiet); font-size: .875rem }
header a { color: var(--ink); font-weight: 700; font-size: 1.125rem; text-decoration: none }
h1 { margin: 1.5rem 0 .25rem; line-height: 1.2 }
a { color: inherit }
ul, ol { list-style: none; padding: 0; display: grid; gap: .625rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)) }
li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .625rem .75rem;
  display: grid; grid-template-columns: auto 1fr auto; gap: 0 .75rem; align-content: start }
li img { grid-row: span 2; grid-column: 1; border-radius: .375rem }
.about, .stock, .details { color: var(--quiet); font-size: .875rem }
.stock, .details { grid-column: 2 / -1 }
.price { font-variant-numeric: tabular-nums; font-weight: 600 }
.status { font-weight: 600 }
[data-online="true"] { color: var(--open) }
[data-online="false"], [data-stock="out_of_stock"] { color: var(--shut) }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 }
input, button { font: inherit; padding: .375rem .625rem; border: 1px solid var(--line); border-radius: .375rem;
  background: var(--card); color: inherit }
nav { display: flex; gap: 1rem; margin: 1rem 0 }
`

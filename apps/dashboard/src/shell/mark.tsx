/** The logo and the product's name. */
export function Mark() {
  return (
    <h1 class="mark">
      <img src="/icon.svg" alt="" width="28" height="28" />
      Edgesweep
    </h1>
  )
}

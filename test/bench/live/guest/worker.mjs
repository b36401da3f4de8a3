/** `GET …?turns=N` keeps the thread busy for N turns of a loop: time does not pass in a Worker while it computes. */
export default {
  async fetch(request) {
    const turns = Number(new URL(request.url).searchParams.get('turns'))
    let mixed = 1
    // Whole numbers throughout: one that outgrows them has the loop compiled anew, into one that takes longer.
    for (let turn = 0; turn < turns; turn += 1) mixed = (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) + turn) | 0
    return Response.json({ mixed })
  },
}

/** `GET …?turns=N` occupies the thread for N turns of a loop, because a Worker sees no time pass while it computes. */
export default {
  async fetch(request) {
    const turns = Number(new URL(request.url).searchParams.get('turns'))
    let mixed = 1
    // Integers only. A number beyond the integer range would make the engine recompile the loop into a slower one.
    for (let turn = 0; turn < turns; turn += 1) mixed = (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) + turn) | 0
    return Response.json({ mixed })
  },
}

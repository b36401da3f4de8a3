/** What a record came to, and the claim that it was processed under. */
export type Finished<Result> = Result & { id: string; token: string }

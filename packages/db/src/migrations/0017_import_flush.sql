-- What an import writes goes on to the disk as it comes, as in `importFlush`. One process sorts: the others would only wait for it, and take
-- processors from those who are at work meanwhile.
alter function sort_staged_rows(text, text, integer) set backend_flush_after = '256kB' set max_parallel_workers_per_gather = 0;
--> statement-breakpoint
alter function restore_import_index(text, text, integer) set backend_flush_after = '256kB';

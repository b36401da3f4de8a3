-- Why the newest look at an outlet failed, in which step, and since when looks fail. All null after a good look.
alter table outlets
  add column last_error text,
  add column last_error_step text,
  add column last_error_since timestamptz,
  add constraint outlets_last_error_step_check check (last_error_step in ('scan', 'extract'));

-- The records behind the links to the worksheet. Sealed under a key that only the link holds; the name is derived from it.
create table worksheet (
    name       varchar(64)              primary key,
    sealed     bytea                    not null,
    expires_at timestamp with time zone not null,
    browser    varchar(64)
);

create index worksheet_by_expiry on worksheet (expires_at);

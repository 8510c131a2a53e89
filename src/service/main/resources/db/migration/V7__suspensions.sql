-- What administrators have suspended, for how long and why. Rows are never deleted: they are the journal of it.
create table suspension (
    id        uuid                     primary key,
    kind      varchar(20)              not null,
    code      varchar(100)             not null,
    reason    varchar(500)             not null,
    made_by   varchar(200)             not null,
    made_at   timestamp with time zone not null,
    ends_at   timestamp with time zone not null,
    lifted_by varchar(200),
    lifted_at timestamp with time zone
);

create index suspension_by_end on suspension (ends_at);

-- The suspensions that were in force when a call was answered.
create table decision_suspension (
    decision   uuid not null references decision (id) on delete cascade,
    suspension uuid not null,
    primary key (decision, suspension)
);

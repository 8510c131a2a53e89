-- What was asked and what was shown. Nothing of the patient but a keyed hash.
create table decision (
    id               uuid                     primary key,
    decided_at       timestamp with time zone not null,
    service          varchar(100)             not null,
    hook             varchar(50)              not null,
    hook_instance    varchar(36)              not null,
    client           varchar(100)             not null,
    tenant           varchar(200)             not null,
    patient          varchar(64)              not null,
    content_version  varchar(64)              not null,
    changed_settings varchar(4000)            not null,
    outcome          varchar(20)              not null,
    reason           varchar(1000)            not null,
    gather_ms        integer                  not null,
    evaluate_ms      integer                  not null,
    render_ms        integer                  not null
);

create index decision_by_time on decision (decided_at);

create table shown_card (
    card      uuid         primary key,
    decision  uuid         not null references decision (id) on delete cascade,
    place     integer      not null,
    kind      varchar(50)  not null,
    indicator varchar(20)  not null
);

create index shown_card_by_decision on shown_card (decision);

-- What became of a card. The same item sent again is the same row.
create table feedback (
    card                 uuid                     not null references shown_card (card) on delete cascade,
    outcome              varchar(20)              not null,
    outcome_at           timestamp with time zone not null,
    accepted_suggestions varchar(2000)            not null,
    reason_system        varchar(200),
    reason_code          varchar(200),
    user_comment         varchar(4000),
    received_at          timestamp with time zone not null,
    primary key (card, outcome, outcome_at)
);

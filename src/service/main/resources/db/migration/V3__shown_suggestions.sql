-- Which suggestions a card offered, and which of them were taken. Nothing of what they drafted.
create table shown_suggestion (
    suggestion uuid         primary key,
    card       uuid         not null references shown_card (card) on delete cascade,
    name       varchar(100) not null
);

create index shown_suggestion_by_card on shown_suggestion (card);

create table accepted_suggestion (
    suggestion  uuid                     primary key references shown_suggestion (suggestion) on delete cascade,
    accepted_at timestamp with time zone not null
);

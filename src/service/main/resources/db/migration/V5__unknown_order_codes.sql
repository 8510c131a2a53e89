-- The codes of orders that no value set knows, as system|code, so that a site sees what to map. Never a text of the order.
create table unknown_order_code (
    decision uuid         not null references decision (id) on delete cascade,
    place    integer      not null,
    code     varchar(300) not null,
    primary key (decision, place)
);

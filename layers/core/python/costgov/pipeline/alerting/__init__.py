"""From stored results to messages: rules, the life of alerts, routing, the outbox, delivery."""

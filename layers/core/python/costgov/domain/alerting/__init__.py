"""What people are told: signals of rules, the alerts they become, channels and deliveries."""

"""What people make of a school: its self-evaluation, judgements, circumstances, soft intelligence, and what comes before a visit."""

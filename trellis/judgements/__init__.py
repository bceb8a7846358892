"""What people make of a school: its own self-evaluation, advisers’ judgements, circumstances and soft intelligence."""

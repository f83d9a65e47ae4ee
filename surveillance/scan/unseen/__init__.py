"""What a radar scene could not show: from which length on vessels are seen, place by place."""

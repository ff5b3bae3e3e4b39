"""Checking a graph against shapes: findings with rule, node and place."""

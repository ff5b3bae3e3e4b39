"""What a person sees of a network: pictures, pages, and files for other programs."""

from wijgraph.views.view import NetworkView, narrowed, resolve, whole

__all__ = ["NetworkView", "narrowed", "resolve", "whole"]

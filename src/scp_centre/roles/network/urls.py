"""Addresses of the network role, below residues/."""

from django.urls import path

from scp_centre.roles.network.views import exchanges, matches, overview, residues

urlpatterns = [
    path("", residues.residues, name="residues"),
    path("codes/", residues.waste_code_search, name="waste_codes"),
    path("offers/new/", residues.new_offer, name="new_offer"),
    path("needs/new/", residues.new_need, name="new_need"),
    path("<int:pk>/", residues.residue, name="residue"),
    path("<int:pk>/edit/", residues.edit_residue, name="edit_residue"),
    path("<int:pk>/withdraw/", residues.withdraw_residue, name="withdraw_residue"),
    path("matches/", matches.matches, name="matches"),
    path("plan/", matches.best_plan, name="best_plan"),
    path("transport/", matches.transport_rate, name="transport_rate"),
    path("introduce/", matches.propose, name="propose_exchange"),
    path("exchanges/", overview.exchange_list, name="exchange_list"),
    path("exchanges/list.csv", overview.exchanges_csv, name="exchanges_csv"),
    path("exchanges/list.xlsx", overview.exchanges_xlsx, name="exchanges_xlsx"),
    path("exchanges/<int:pk>/", exchanges.exchange, name="exchange"),
    path("exchanges/<int:pk>/agree/", exchanges.agree, name="agree_exchange"),
    path("exchanges/<int:pk>/agreement/", exchanges.agreement, name="record_agreement"),
    path("exchanges/<int:pk>/decline/", exchanges.decline, name="decline_exchange"),
    path("exchanges/<int:pk>/status/", exchanges.set_state, name="set_exchange_state"),
    path("exchanges/<int:pk>/moved/new/", exchanges.add_movement, name="add_movement"),
    path("moved/<int:pk>/remove/", exchanges.remove_movement, name="remove_movement"),
]

"""Which addresses are for whom, for the walk of the URL table."""

PUBLIC = {
    "health",
    "language",
    "invitation",
    "set_up",
    "api:openapi-json",
    "api:api-root",
    "robots",
}
PUBLIC |= {
    "verify_credential",
    "credential_file",
    "did_document",
    "status_list",
    "suspension_list",
    "module_picture",
}  # of who scans
OF_STATISTICIAN = {
    "new_target",
    "release_plants",
    "gather_plants",
    "benchmark",
    "survey_template",
    "survey_upload",
    "survey_findings",
    "forget_layout",
    "benchmark_plant",
    "make_release",
    "revise_benchmark",
    "benchmark_variables",
    "remove_variable",
    "benchmark_method",
    "method_picture",
    "region_map",
    "participation",
    "compute_method",
    "check_plants",
}
PUBLISHED = {
    "item",
    "item_by_key",
    "citation",
    "clearinghouse_feed",
    "data_catalogue_form",
    "event",
    "sitemap_part",
    "confirm_following",
    "end_following",
    "benchmark_target",
    "benchmark_release",
    "release_data",
    "release_curve",
    "trend_picture",
    "region_picture",
    "map_picture",
    "brief",
    "brief_figure",
    "brief_picture",
    "brief_document",
    "brief_bundle",
    "consultation",
    "consultation_record",
    "register_entry",
    "site_page",
    "centre_mark",
    "centre_style",
}  # for everybody, by design
AWARDED = {  # what an award makes public of a company: its name, product and licence
    "licence_register",
    "licence_table",
    "licence_json",
    "licence",
    "licence_code",
    "licence_linked_data",
    "scan_licence",
    "scan_gtin",
}
PUBLISHED |= AWARDED | {"label_scheme", "check_wording"}
OPEN = PUBLIC | PUBLISHED | {"published_benchmarks", "published_briefs", "policy_register"}
OPEN |= {"clearinghouse", "clearinghouse_json", "clearinghouse_list", "oai", "item_schema"}
OPEN |= {"home", "request_sent", "search"}  # the public site
OPEN |= {"clearinghouse_events", "data_catalogue", "sitemap", "suggested"}
SIGNING_IN = {  # on the way to an account: each leads on, or answers, without saying who has one
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "confirm_address",
}
OF_SITE = {  # of those who write the public site and answer what comes from it
    "edit_site_page",
    "publish_results",
    "withdraw_results",
    "assessment_request",
}
OF_DIRECTOR = {"year_figure", "year_chart"}  # the report on the centre's year
OF_EDITOR = {
    "edit_item",
    "translate_item",
    "publish_item",
    "retire_item",
    "item_reviewed",
    "settle_source",
    "ask_back",
    "who_is_told",
    "item_history",
    "restore_revision",
    "remove_synonyms",
    "newsletter",
    "change_newsletter",
    "send_newsletter",
    "change_source",
    "harvest_source",
}
OF_EXPERT = {
    "remove_database",
    "remove_method",
    "remove_declaration",
}  # what he keeps for the whole centre
OF_OFFICER = {"edit_scheme", "draft_criteria", "publish_criteria", "keep_licence"}  # of labels
OF_ANALYST = {
    "remove_world",
    "join_scenarios",
    "balance_table",
    "remove_table",
    "new_scenario",
    "upload_scenario",
    "scenario_header",
    "remove_scenario",
    "add_instrument",
    "change_instrument",
    "remove_instrument",
    "write_brief",
    "publish_brief",
    "remove_brief",
    "open_consultation",
    "end_consultation",
    "answer_comment",
    "correct_instrument",
    "move_instrument",
    "set_goal",
}
OF_TRAINER = {
    "write_module",
    "module_ready",
    "module_text",
    "workshop",
    "type_in",
    "join_sheet",
    "follow_action",
    "participant",
    "workshop_console",
    "workshop_groups",
    "workshop_charts",
    "projector",
    "workshop_act",
    "workshop_stream",
    "module_guide",
    "add_module_picture",
    "invite_to_workshop",
    "accept_learner",
    "module_scorm",
    "statements",
    "badges",
    "training_figures_file",
    "module_deck",
    "workshop_record",
    "certify",
    "certificate",
    "take_certificate_back",
}
# Of those who work for the centre: 403 for a company.
OF_OTHERS = (
    OF_STATISTICIAN
    | OF_TRAINER
    | OF_ANALYST
    | OF_EDITOR
    | OF_SITE
    | OF_DIRECTOR
    | OF_EXPERT
    | OF_OFFICER
)
ROOM = {  # for who has joined, by the key of their phone; others are led to the page for joining
    "room",
    "room_spokesperson",
    "room_chart",
    "room_operations",
    "room_stream",
    "room_add_photo",
    "room_ask",
    "room_board",
    "room_plan",
    "room_evaluation",
    "room_take_home",
    "room_record",
    "room_certificate",
    "room_quiz",
}
JOINING = {
    "join",
    "join_code",
    "room_back",
    "room_photo",
    "comment_brief",
    "suggest",
    "answer_question",
    "follow",
    "ask_for_assessment",
    "score_plant",
}  # without an account: by code or key, or a form for everybody
FOR_ALL = {
    "kept_database",
    "kept_method",
    "product_declaration",
    "database_process",
    "training_module",
    "module_handout",
    "course",
    "enrol",
    "learn",
    "world",
    "world_country",
    "country_file",
    "nation_file",
    "policy_table",
    "table_file",
    "accounts_file",
    "hot_spots",
    "hot_spots_file",
    "policy_indicator",
    "policy_chains",
    "policy_trend",
    "policy_picture",
    "scenarios",
    "compare_scenarios",
    "compare_picture",
    "scenario",
    "scenario_file",
    "scenario_result",
    "scenario_changes",
    "scenario_picture",
}  # a module that is ready and the nation's tables, for everybody signed in
EXAMPLES = {"sample_workbook", "template"}  # the fictional sample itself, for everybody signed in

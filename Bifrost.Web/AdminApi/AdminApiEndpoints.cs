namespace Bifrost.Web.AdminApi;

/// <summary>The admin API's addresses.</summary>
internal static class AdminApiEndpoints
{
    public const string Prefix = "/api/v1";

    /// <summary>Maps <c>/api/v1/*</c> and its description, <c>/openapi/v1.json</c>, which also asks for a credential.</summary>
    public static void MapAdminApi(this WebApplication app)
    {
        var api = app.MapAdminGroup(Prefix);
        CustomersApi.Map(api);
        TeamsApi.Map(api);
        VirtualKeysApi.Map(api);
        ProvidersApi.Map(api);
        LimitsApi.Map(api);
        LimitSubjectsApi.Map(api);
        RateLimitsApi.Map(api);
        BudgetsApi.Map(api);
        LostNodesApi.Map(api);
        PricesApi.Map(api);
        AdminTokensApi.Map(api);
        OperatorsApi.Map(api);
        AuditEventsApi.Map(api);
        UsageApi.Map(api);
        StatementsApi.Map(api);
        RequestsApi.Map(api);
        AlertsApi.Map(api);
        WebhooksApi.Map(api);
        SettingsApi.Map(api);

        // Everything else below /api, of any method: 401 without a credential, as if it existed.
        app.MapAdminGroup("/api").Map("/{**rest}", () => ApiProblem.NotFound()).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(AdminPolicies.Read);
    }
}

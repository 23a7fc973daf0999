using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Alerts;
using Bifrost.Web.Console.Budgets;
using Bifrost.Web.Console.CustomersAndTeams;
using Bifrost.Web.Console.Exports;
using Bifrost.Web.Console.ModelsAndPrices;
using Bifrost.Web.Console.Operators;
using Bifrost.Web.Console.Providers;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Console.VirtualKeys;

namespace Bifrost.Web.Console;

/// <summary>What the pages of providers, keys, owners and prices read through.</summary>
internal static class GovernancePages
{
    public static IServiceCollection AddGovernancePages(this IServiceCollection services)
    {
        services.AddSingleton<RefusalSearch>();
        services.AddSingleton<ModelChoices>();
        services.AddSingleton<ConnectionTest>();
        services.AddSingleton<VirtualKeyList>();
        services.AddSingleton<OwnerTree>();
        services.AddSingleton<KeyLimits>();
        services.AddSingleton<IListExport, VirtualKeyExport>();
        services.AddSingleton<IListExport, ProviderExport>();
        services.AddSingleton<IListExport, OwnerExport>();
        services.AddSingleton<IListExport, ModelExport>();
        services.AddSingleton<IListExport, OperatorExport>();
        services.AddSingleton<IListExport, LimitExport>();
        services.AddSingleton<IListExport, AlertExport>();
        return services;
    }
}

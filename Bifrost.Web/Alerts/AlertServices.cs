using Bifrost.Domain.Alerts;

namespace Bifrost.Web.Alerts;

/// <summary>
/// What watches and what sends. On every node, whatever its role: the database decides who was first, and a node that is left
/// over does the work of one that died. Here and not in the gateway, which must not see the database; nothing of it is on the
/// way of a request.
/// </summary>
internal static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<BudgetWatcher>();
        services.AddSingleton<UsageWatcher>();
        services.AddSingleton<AlertRetention>();
        services.AddSingleton<NodeWatcher>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService<AlertLoop>();
        services.AddHostedService<WebhookLoop>();
        return services;
    }
}

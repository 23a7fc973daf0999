using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Bifrost.Web.AdminApi;

/// <summary>What the admin API consists of; <c>MapAdminApi</c> makes it reachable.</summary>
internal static class AdminApiServices
{
    public static IServiceCollection AddAdminApi(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, AdminTokenHandler>(AdminTokenHandler.SchemeName, null)
            .AddPolicyScheme(AdminPolicies.Scheme, null, x =>
            {
                x.ForwardDefaultSelector = SchemeOf;
                x.ForwardChallenge = AdminTokenHandler.SchemeName;
                x.ForwardForbid = AdminTokenHandler.SchemeName;
            });
        services.AddAuthorization(AdminPolicies.Add);
        services.AddTransient<IStartupFilter, AdminApiBoundary>();
        services.AddSingleton<NamedOwners>();
        services.ConfigureHttpJsonOptions(x => AdminJson.Configure(x.SerializerOptions));
        services.AddOpenApi("v1", OpenApiDescription.Configure);
        return services;
    }

    // A presented Authorization header is the credential, right or wrong: a bad token never falls back to a cookie.
    private static string SchemeOf(HttpContext context) =>
        context.Request.Headers.ContainsKey("Authorization")
        || !context.RequestServices.GetRequiredService<IOptions<AuthenticationOptions>>().Value.SchemeMap.ContainsKey(IdentityConstants.ApplicationScheme)
            ? AdminTokenHandler.SchemeName
            : IdentityConstants.ApplicationScheme;
}

using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;

namespace Bifrost.Tests.Domain.Providers;

public sealed class ProviderKindsTests
{
    [Fact]
    public void The_governance_file_accepts_the_kinds_that_the_gateway_serves()
    {
        Assert.Equal(ProviderCatalog.Kinds, ProviderKinds.All);
        Assert.All(ProviderCatalog.Descriptors, x => Assert.Equal(x.DefaultBaseUrl, ProviderKinds.BaseUrlOf(x.Kind)));
    }
}

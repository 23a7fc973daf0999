using System.Net;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What new limits would refuse at once is known before they are saved, of owners and of subjects that have none yet.</summary>
public sealed class LimitEffectTests
{
    [Fact]
    public async Task Limits_name_whom_they_would_refuse_now()
    {
        await using var host = await StartAsync(null, Budget(5), null, APrice(0.01m));
        foreach (var user in new[] { "alice", "alice", "bob" })
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: $"x-bf-tags:feature=chat;x-bf-end-user:{user}")).Status);
        }

        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var effect = host.Host.Services.GetRequiredService<LimitEffect>();
        Assert.Equal("1 end user would be refused now: $0.02 of $0.02 a month is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.EndUser, "*", Budget(0.02m))));
        Assert.Equal("All its calls would be refused now: $0.03 of $0.03 a day is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Budget(0.03m, "1d"))));
        Assert.Equal("All its calls would be refused now: $0.03 of $0.01 in any day is spent already.", await effect.OfNewAsync(new(LimitSubjectKind.Model, "fake/*", Budget(0.01m, "1d", rolling: true))));
        Assert.Null(await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Budget(0.04m))));
        Assert.Null(await effect.OfNewAsync(new(LimitSubjectKind.Tag, "feature=chat", Budget(0.01m, mode: BudgetMode.Soft))));

        var (team, key) = (await host.ReadAsync(db => db.Teams.SingleAsync()), await host.ReadAsync(db => db.VirtualKeys.SingleAsync()));
        Assert.Equal("1 key would be refused now: $0.03 of $0.02 a month is spent already.", await effect.OfAsync(LimitOwnerKind.Team, team.Id, Budget(0.02m)));
        Assert.Equal("1 key would be refused now: $0.03 of $0.02 a day is spent already.", await effect.OfAsync(LimitOwnerKind.VirtualKey, key.Id, Budget(0.02m, "1d")));
        Assert.Null(await effect.OfAsync(LimitOwnerKind.Team, team.Id, Budget(0.04m)));
    }
}

using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>What is wrong with one of several budgets or limits is told at its own path and line.</summary>
public sealed class GovernanceFileLimitLineTests
{
    [Theory]
    [InlineData("\"limit_usd\": 5, \"period\": \"2d\"", "7 teams[0].budgets[1].period")]
    [InlineData("\"limit_usd\": -5, \"period\": \"1d\"", "7 teams[0].budgets[1].limit_usd")]
    [InlineData("\"limit_usd\": 5, \"period\": \"1d\",\n\"thresholds\": [80, 50]", "8 teams[0].budgets[1].thresholds")]
    [InlineData("\"limit_usd\": 5, \"period\": \"1d\",\n\"thresholds\": [\n0.5]", "9 teams[0].budgets[1].thresholds[0]")]
    [InlineData("\"limit_usd\": 5, \"period\": \"1d\",\n\n\"time_zone\": \"Mars/Olympus\"", "9 teams[0].budgets[1].time_zone")]
    [InlineData("\"limit_usd\": 5, \"period\": \"1d\", \"mode\": \"firm\"", "7 teams[0].budgets[1].mode")]
    [InlineData("\"limit_usd\": 5, \"period\": \"1M\"", "7 teams[0].budgets[1]")]
    [InlineData("\"limit_usd\": 5", "7 teams[0].budgets[1].period")]
    [InlineData("\"period\": \"1d\"", "7 teams[0].budgets[1].limit_usd")]
    public void TheSecondBudgetOfATeam(string budget, string place)
    {
        var error = Assert.Single(Read(budget).Errors);

        Assert.Equal(place, $"{error.Line} {error.Path}");
    }

    [Theory]
    [InlineData("{ \"requests\": 0, \"period\": \"1m\" }", "6 virtual_keys[0].rate_limits[2].requests")]
    [InlineData("{ \"requests\": 5, \"period\": \"1x\" }", "6 virtual_keys[0].rate_limits[2].period")]
    [InlineData("{ \"requests\": 5, \"period\": \"1h\" }", "6 virtual_keys[0].rate_limits[2]")]
    public void ALimitBehindOneThatCannotBeReadKeepsItsPlace(string limit, string place)
    {
        var reading = GovernanceFileTexts.Read($$"""
            { "virtual_keys": [ { "name": "ci", "value": "env.BIFROST_VK_CI",
                "rate_limits": [
                  5,
                  { "requests": 5, "period": "1h" },

                  {{limit}},
                  { "requests": 5, "tokens": 5, "period": "1d" } ] } ] }
            """);

        string[] expected = ["3 virtual_keys[0].rate_limits[0]", place, "7 virtual_keys[0].rate_limits[3]"];
        Assert.Equal(expected, reading.Errors.Select(x => $"{x.Line} {x.Path}"));
    }

    [Fact]
    public void EveryOwnersEntriesHaveTheirLines()
    {
        var reading = GovernanceFileTexts.Read("""
            {
              "customers": [ { "name": "acme",
                "budgets": [ { "limit_usd": 5, "period": "x" } ] } ],
              "providers": [ { "name": "openai", "kind": "openai",
                "rate_limits": [ { "tokens": 5, "period": "x" } ] } ],
              "model_limits": [ { "model": "openai/*",
                "budgets": [
                  { "limit_usd": 5, "period": "x" } ],
                "unpriced": {
                  "hold_usd": 0 } } ],
              "tag_limits": [ { "tag": "env", "value": "ci",
                "budgets": [ { "limit_usd": 1e99, "period": "1d" } ] } ],
              "end_user_limits": [ { "end_user": "*",
                "budgets": [ { "limit_usd": 1, "period": "1d" },
                  { "limit_usd": 2, "period": "1d" },
                  { "limit_usd": 3, "period": "1d", "modes": "hard" } ] } ]
            }
            """);

        string[] expected =
        [
            "3 customers[0].budgets[0].period", "5 providers[0].rate_limits[0].period", "8 model_limits[0].budgets[0].period", "10 model_limits[0].unpriced.hold_usd",
            "12 tag_limits[0].budgets[0].limit_usd", "15 end_user_limits[0].budgets[1]", "16 end_user_limits[0].budgets[2]", "16 end_user_limits[0].budgets[2].modes",
        ];
        Assert.Equal(expected.Order(), reading.Errors.Select(x => $"{x.Line} {x.Path}").Order());
    }

    /// <summary>What only applying tells is placed by the row: as deep as the file goes.</summary>
    [Theory]
    [InlineData("budgets[1].period", 7)]
    [InlineData("budgets[1].time_zone", 7)]
    [InlineData("budgets[0]", 5)]
    [InlineData("budgets[9].period", 4)]
    [InlineData("budgets", 4)]
    [InlineData("customer", 3)]
    [InlineData("models", 2)]
    [InlineData("", 2)]
    public void ARowPlacesWhatIsFoundWhenItIsApplied(string field, int line)
    {
        var row = Assert.Single(Read("\"limit_usd\": 5, \"period\": \"1d\"").File!.Teams!);

        var error = row.ErrorAt(field, "No.");

        Assert.Equal((line, field.Length == 0 ? "teams[0]" : $"teams[0].{field}", "No."), (error.Line, error.Path, error.Message));
    }

    private static GovernanceFileReading Read(string second) => GovernanceFileTexts.Read($$"""
        {
          "teams": [ { "name": "research",
              "customer": "acme",
              "budgets": [
                { "limit_usd": 100,
                  "period": "1M" },
                { {{second}} } ] } ]
        }
        """);
}

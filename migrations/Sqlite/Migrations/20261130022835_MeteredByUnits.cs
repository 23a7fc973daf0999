using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MeteredByUnits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "units",
                table: "usage_records",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "per_audio_hour",
                table: "prices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "per_image",
                table: "prices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "per_mchar",
                table: "prices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "searches_per_thousand",
                table: "prices",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "units",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "per_audio_hour",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "per_image",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "per_mchar",
                table: "prices");

            migrationBuilder.DropColumn(
                name: "searches_per_thousand",
                table: "prices");
        }
    }
}
